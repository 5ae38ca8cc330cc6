package dev.understudy.agent.config;

import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import dev.understudy.identity.IdentityException;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.json.CoreJson;
import dev.understudy.probes.ProbeTarget;
import dev.understudy.probes.ProbesSection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads an agent's JSON. Nothing is half accepted: either every field is sound, or all faults are told at once. */
public final class AgentConfigReader {
    private static final long SIZE_MAX_BYTES = 4L << 20;
    private static final Pattern STACK_PART = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final String ZONE_REMEDY =
            "allowed: a zone id, 1 to 63 lower-case letters, digits and inner hyphens";
    private static final Pattern DATA = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final String ADDRESS_REMEDY = "allowed: host:port, as in 10.77.1.1:7077";

    private final List<ConfigFault> faults = new ArrayList<>();

    private AgentConfigReader() {}

    /**
     * Reads a file and checks the identity it names.
     *
     * @throws ConfigException with every fault
     */
    public static AgentConfig read(Path file) throws ConfigException {
        String text;
        try {
            if (Files.size(file) > SIZE_MAX_BYTES) {
                throw new ConfigException(
                        file.toString(),
                        List.of(new ConfigFault(
                                "", "larger than " + SIZE_MAX_BYTES + " bytes", "allowed: at most that")));
            }
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(
                    file.toString(),
                    List.of(new ConfigFault("", "not readable (" + e + ")", "needed: a readable JSON file")));
        }
        var config = parse(file.toString(), text);
        var identity = identityFault(config);
        if (identity.isPresent()) {
            throw new ConfigException(file.toString(), List.of(identity.get()));
        }
        return config;
    }

    /**
     * Reads the JSON itself; files it names are not looked at.
     *
     * @param source what to call it in messages
     */
    public static AgentConfig parse(String source, String text) throws ConfigException {
        var reader = new AgentConfigReader();
        Optional<AgentConfig> config;
        try {
            config = reader.root(CoreJson.mapper().readTree(text));
        } catch (JacksonException e) {
            throw new ConfigException(
                    source, List.of(new ConfigFault("", "not JSON", "the reader says: " + CoreJson.sentence(e))));
        }
        if (!reader.faults.isEmpty()) {
            throw new ConfigException(source, reader.faults);
        }
        return config.orElseThrow();
    }

    private static Optional<ConfigFault> identityFault(AgentConfig config) {
        try {
            String name = Identity.load(config.identity()).name();
            return name.equals(config.name())
                    ? Optional.empty()
                    : Optional.of(new ConfigFault(
                            "identity", "issued to " + name, "needed: a certificate issued to " + config.name()));
        } catch (IdentityException e) {
            return Optional.of(new ConfigFault(
                    "identity",
                    config.identity().toString(),
                    "needed: a directory with ca.pem, cert.pem and key.pem (" + e.getMessage() + ")"));
        }
    }

    private Optional<AgentConfig> root(JsonNode node) {
        if (!node.isObject()) {
            faults.add(new ConfigFault("", Section.shown(node), "needed: a JSON object"));
            return Optional.empty();
        }
        var root = new Section("", node, faults);
        var zone = root.text("zone", ZONE_REMEDY, ZoneId::new);
        var listen = root.text("listen", ADDRESS_REMEDY, HostPort::parse);
        var identity = root.text("identity", "allowed: an absolute directory", AgentConfigReader::absolute);
        var ledger = root.text(
                "ledger",
                "allowed: an absolute URI that begins https://, file:/// or stack:///",
                AgentConfigReader::ledger);
        String stackRemedy = "allowed: 1 to 100 letters, digits, _ . and -";
        var project = root.text("project", stackRemedy, matching(STACK_PART));
        var stack = root.text("stack", stackRemedy, matching(STACK_PART));
        var stateDir = root.optionalText("stateDir", "allowed: an absolute directory", AgentConfigReader::absolute);
        var peers = root.section("peers").map(this::peers).orElseGet(TreeMap::new);
        var probes = root.section("probes").flatMap(this::probes);
        var localCloud = root.optionalText("localCloud", "allowed: an absolute path", AgentConfigReader::absolute);
        var services = services(root.sections("services", "needed: a list of objects"));
        var signals = SignalsSection.read(root, faults);
        root.refuseOthers();
        checkAcross(zone, peers, probes, services);
        checkData(localCloud, services);
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        ZoneId own = zone.orElseThrow();
        peers.remove(own);
        return Optional.of(new AgentConfig(
                own,
                listen.orElseThrow(),
                identity.orElseThrow(),
                ledger.orElseThrow(),
                new StackId(project.orElseThrow(), stack.orElseThrow()),
                stateDir,
                peers,
                withoutOwn(probes.orElseThrow(), own),
                localCloud,
                services,
                signals));
    }

    /** One list of targets may serve the agents of all zones: an agent leaves its own zone out. */
    private static AgentConfig.Probes withoutOwn(AgentConfig.Probes probes, ZoneId own) {
        var others = probes.targets().stream()
                .filter(target -> !target.zone().equals(own))
                .toList();
        return new AgentConfig.Probes(probes.settings(), others);
    }

    private TreeMap<ZoneId, HostPort> peers(Section section) {
        var peers = new TreeMap<ZoneId, HostPort>();
        section.names(ZONE_REMEDY, ZoneId::new)
                .forEach((zone, field) -> section.text(field, ADDRESS_REMEDY, HostPort::parse)
                        .ifPresent(address -> peers.put(zone, address)));
        return peers;
    }

    private Optional<AgentConfig.Probes> probes(Section section) {
        var interval = section.integer("intervalMillis");
        var timeout = section.integer("timeoutMillis");
        var window = section.integer("windowMillis");
        var targets = new ArrayList<ProbeTarget>();
        for (Section target : section.sections("targets", "needed: a list of objects")) {
            target(target).ifPresent(targets::add);
        }
        section.refuseOthers();
        var zones = new HashSet<ZoneId>();
        for (var target : targets) {
            if (!zones.add(target.zone())) {
                section.fault("targets", "allowed: each zone once; " + target.zone() + " comes twice");
            }
        }
        if (interval.isEmpty() || timeout.isEmpty() || window.isEmpty()) {
            return Optional.empty();
        }
        var numbers = new ProbesSection(interval.get(), timeout.get(), window.get(), List.of());
        numbers.faults().forEach(fault -> faults.add(new ConfigFault(fault.path(), fault.value(), fault.remedy())));
        return numbers.faults().isEmpty()
                ? Optional.of(new AgentConfig.Probes(numbers.settings(), targets))
                : Optional.empty();
    }

    private Optional<ProbeTarget> target(Section section) {
        int before = faults.size();
        var zone = section.text("zone", ZONE_REMEDY, ZoneId::new);
        var address = section.text("address", "allowed: an IP address", Function.identity());
        var tcpPort = section.integer("tcpPort");
        var http = section.optionalText("http", "allowed: an absolute http:// address", Function.identity());
        boolean icmp = section.flag("icmp", false);
        section.refuseOthers();
        if (faults.size() > before) {
            return Optional.empty();
        }
        var one = new ProbesSection(
                100,
                1000,
                1000,
                List.of(new ProbesSection.Target(
                        zone.orElseThrow().value(),
                        address.orElseThrow(),
                        tcpPort.orElseThrow(),
                        http.orElse(null),
                        icmp)));
        for (var fault : one.faults()) {
            String field = fault.path().substring(fault.path().lastIndexOf('.') + 1);
            faults.add(new ConfigFault(section.at(field), fault.value(), fault.remedy()));
        }
        return faults.size() > before
                ? Optional.empty()
                : Optional.of(one.probeTargets().getFirst());
    }

    private List<AgentConfig.Service> services(List<Section> sections) {
        var services = new ArrayList<AgentConfig.Service>();
        var names = new HashSet<String>();
        for (Section section : sections) {
            var declared = section.required("service", "needed: the service as its program declares it")
                    .flatMap(node -> declared(section, node));
            var endpoints = section.section("endpoints").map(this::endpoints).orElseGet(TreeMap::new);
            var balancer = section.text("balancer", ADDRESS_REMEDY, HostPort::parse);
            var admin = section.optionalText("admin", ADDRESS_REMEDY, HostPort::parse);
            var database = section.optionalText(
                    "database", "allowed: 1 to 63 lower-case letters, digits and inner hyphens", matching(DATA));
            var volume = section.optionalText(
                    "volume", "allowed: 1 to 63 lower-case letters, digits and inner hyphens", matching(DATA));
            var calendars = section.optionalTexts(
                    "calendars", "allowed: the absolute path of an .ics file", AgentConfigReader::absolute);
            section.refuseOthers();
            if (declared.isPresent() && !names.add(declared.get().service().value())) {
                section.fault(
                        "service",
                        "allowed: each service once; " + declared.get().service() + " comes twice");
            }
            if (declared.isPresent() && balancer.isPresent()) {
                services.add(new AgentConfig.Service(
                        declared.get(), endpoints, balancer.get(), admin, database, volume, calendars));
            }
        }
        return services;
    }

    private Optional<ShadowedService> declared(Section section, JsonNode node) {
        try {
            return Optional.of(CoreJson.mapper().treeToValue(node, ShadowedService.class));
        } catch (JacksonException e) {
            faults.add(new ConfigFault(section.at("service"), Section.shown(node), CoreJson.sentence(e)));
            return Optional.empty();
        }
    }

    private SortedMap<ZoneId, List<HostPort>> endpoints(Section section) {
        var endpoints = new TreeMap<ZoneId, List<HostPort>>();
        section.names(ZONE_REMEDY, ZoneId::new)
                .forEach((zone, field) -> endpoints.put(zone, section.texts(field, ADDRESS_REMEDY, HostPort::parse)));
        return endpoints;
    }

    private void checkAcross(
            Optional<ZoneId> own,
            SortedMap<ZoneId, HostPort> peers,
            Optional<AgentConfig.Probes> probes,
            List<AgentConfig.Service> services) {
        var everywhere = new HashSet<ZoneId>();
        for (int i = 0; i < services.size(); i++) {
            var service = services.get(i);
            var catalogue = new HashSet<ZoneId>();
            service.declared().catalogue().forEach(zone -> catalogue.add(zone.id()));
            everywhere.addAll(catalogue);
            String where = "services[" + i + "].endpoints";
            service.endpoints().keySet().forEach(zone -> requireKnown(where, zone, catalogue));
        }
        if (services.isEmpty()) {
            return; // without a service there is no catalogue to hold the zones against
        }
        own.ifPresent(zone -> requireKnown("zone", zone, everywhere));
        peers.keySet().forEach(zone -> requireKnown("peers", zone, everywhere));
        probes.ifPresent(
                all -> all.targets().forEach(target -> requireKnown("probes.targets", target.zone(), everywhere)));
    }

    private void checkData(Optional<Path> localCloud, List<AgentConfig.Service> services) {
        for (int i = 0; i < services.size(); i++) {
            var service = services.get(i);
            String where = "services[" + i + "]." + (service.volume().isPresent() ? "volume" : "database");
            boolean named = service.database().isPresent() || service.volume().isPresent();
            if (service.database().isPresent() && service.volume().isPresent()) {
                faults.add(new ConfigFault(
                        where,
                        service.volume().get(),
                        "allowed: without services[" + i + "].database, because one writer moves"));
            }
            if (named && localCloud.isEmpty()) {
                faults.add(new ConfigFault(
                        "localCloud",
                        "missing",
                        "needed: the socket of the local cloud's daemon, because " + where + " is set"));
            }
            if (!named && service.declared().data() instanceof DataPolicy.Replicated) {
                faults.add(new ConfigFault(
                        where,
                        "missing",
                        "needed: the name of the database, or of the volume in services[" + i
                                + "].volume, because the service declares data that moves with it"));
            }
        }
    }

    private void requireKnown(String path, ZoneId zone, Set<ZoneId> catalogue) {
        if (!catalogue.contains(zone)) {
            faults.add(new ConfigFault(
                    path,
                    "\"" + zone + "\"",
                    "this zone does not exist; the catalogue has "
                            + catalogue.stream().sorted().toList()));
        }
    }

    private static Function<String, String> matching(Pattern pattern) {
        Predicate<String> matches = pattern.asMatchPredicate();
        return text -> {
            if (!matches.test(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        };
    }

    private static Path absolute(String text) {
        var path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(text);
        }
        return path.normalize();
    }

    private static URI ledger(String text) {
        var uri = URI.create(text);
        if (!uri.isAbsolute() || !Set.of("https", "file", "stack").contains(uri.getScheme())) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }
}
