package dev.understudy.provider.resources;

import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.Monitor;
import dev.understudy.provider.wire.Monitor.Registered;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code understudy:index:ShadowedService}: a component. Its children are an instance group in each zone that runs the
 * service, the balancer in front of them, and the assignment of its weights.
 */
public final class ShadowedServices {
    /** Token of the component. */
    public static final String TOKEN = "understudy:index:ShadowedService";

    private static final List<String> OUTPUTS = List.of(
            "service",
            "shadowZone",
            "shadowCostPerHour",
            "frontend",
            "url",
            "endpoints",
            "weights",
            "revision",
            "watch");

    private ShadowedServices() {}

    /** Validates, then registers the component and its children. */
    public static Provider.Constructed construct(Provider.Construct construct, Monitor monitor) {
        var inputs = (Obj) construct.inputs().plain();
        var faults = new ArrayList<>(PropertyCodec.unexpected(inputs, ServiceInputs.class));
        var read = PropertyCodec.read(inputs, ServiceInputs.class);
        if (read instanceof PropertyCodec.Read.Wrong<ServiceInputs>(var wrong)) {
            faults.addAll(wrong);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInput(faults);
        }
        if (!(read instanceof PropertyCodec.Read.Known<ServiceInputs>(ServiceInputs known))) {
            return unknown(monitor);
        }
        var plan = ServicePlan.of(known, construct.name());
        return new Children(construct, monitor, plan).register();
    }

    /** Inputs that decide which children there are are not known yet: so are all outputs. */
    private static Provider.Constructed unknown(Monitor monitor) {
        var urn = monitor.registerComponent();
        var outputs = new TreeMap<String, PropertyValue>();
        OUTPUTS.forEach(name -> outputs.put(name, new PropertyValue.Unknown()));
        monitor.registerOutputs(urn, new Obj(outputs));
        return new Provider.Constructed(urn, new Obj(outputs), List.of());
    }

    /** The children of one component, registered in the order of their dependencies. */
    private static final class Children {
        private final Provider.Construct construct;
        private final Monitor monitor;
        private final ServicePlan plan;
        private final String urn;
        private final List<String> dependencies;

        Children(Provider.Construct construct, Monitor monitor, ServicePlan plan) {
            this.construct = construct;
            this.monitor = monitor;
            this.plan = plan;
            this.urn = monitor.registerComponent();
            this.dependencies = new ArrayList<>(construct.dependencies());
        }

        Provider.Constructed register() {
            var data = plan.inputs()
                    .data()
                    .map(this::database)
                    .or(() -> plan.inputs().tree().map(this::volume));
            var endpoints = new TreeMap<String, PropertyValue>();
            plan.groups().forEach((zone, group) -> {
                var made = group(zone.value(), group);
                endpoints.put(zone.value(), known(made.outputs(), "endpoints"));
            });
            var balancer = balancer(new Obj(endpoints));
            var weights = weights(balancer);
            var writer = data.map(made -> known(made.outputs(), "writer")).orElse(PropertyValue.text(""));
            var outputs = outputs(new Obj(endpoints), balancer.outputs(), weights.outputs())
                    .with("writerZone", writer);
            monitor.registerOutputs(urn, outputs);
            return new Provider.Constructed(urn, outputs, dependencies);
        }

        /** Before the groups, whose instances connect to it when they start. */
        private Registered database(ServiceInputs.Database database) {
            if (!(plan.core().data() instanceof DataPolicy.Replicated replicated)) {
                throw new IllegalStateException("a database without a policy for its data");
            }
            var dormant = plan.core().mode() instanceof ShadowMode.MetadataOnly
                    ? List.of(plan.core().shadow().value())
                    : List.<String>of();
            var critical = database.critical();
            var inputs = Obj.EMPTY
                    .with("name", PropertyValue.text(plan.core().service().value()))
                    .with("service", PropertyValue.text(plan.core().service().value()))
                    .with(
                            "zones",
                            texts(replicated.zones().stream().map(ZoneId::value).toList()))
                    .with("dormant", texts(dormant))
                    .with(
                            "mode",
                            PropertyValue.text(plan.core().replication().name().toLowerCase(Locale.ROOT)))
                    .with("ownership", ownership());
            inputs = withTexts(inputs, "databases", database.databases());
            inputs = withTexts(inputs, "roles", database.roles());
            inputs = withTexts(inputs, "criticalDatabases", critical == null ? null : critical.databases());
            inputs = withTexts(inputs, "criticalRoles", critical == null ? null : critical.roles());
            return child("understudy:local:Database", "database", inputs);
        }

        /** Before the groups, whose instances find it when they start. */
        private Registered volume(ServiceInputs.Volume volume) {
            if (!(plan.core().data() instanceof DataPolicy.Replicated replicated)) {
                throw new IllegalStateException("a volume without a policy for its data");
            }
            var inputs = Obj.EMPTY
                    .with("name", PropertyValue.text(plan.core().service().value()))
                    .with("service", PropertyValue.text(plan.core().service().value()))
                    .with(
                            "zones",
                            texts(replicated.zones().stream().map(ZoneId::value).toList()))
                    .with("syncSeconds", PropertyValue.number(volume.sync()))
                    .with("ownership", ownership());
            return child("understudy:local:Volume", "volume", inputs);
        }

        /** What the data is called where others refer to it; nothing where there is none. */
        private Obj dataName() {
            var name = PropertyValue.text(plan.core().service().value());
            if (plan.inputs().data().isPresent()) {
                return Obj.EMPTY.with("database", name);
            }
            return plan.inputs().tree().isPresent() ? Obj.EMPTY.with("volume", name) : Obj.EMPTY;
        }

        private static Obj withTexts(Obj inputs, String name, @Nullable List<String> texts) {
            return texts == null ? inputs : inputs.with(name, texts(texts));
        }

        private static PropertyValue texts(List<String> texts) {
            return new PropertyValue.Items(
                    texts.stream().<PropertyValue>map(PropertyValue::text).toList());
        }

        private Registered group(String zone, ServicePlan.Group group) {
            var inputs = Obj.EMPTY
                    .with("name", PropertyValue.text(plan.core().service() + "-" + zone))
                    .with("service", PropertyValue.text(plan.core().service().value()))
                    .with("zone", PropertyValue.text(zone))
                    .with("ownership", ownership())
                    .with(PropertyCodec.write(group));
            return child("understudy:local:InstanceGroup", zone, inputs.with(dataName()));
        }

        private Registered balancer(Obj endpoints) {
            var settings = plan.inputs().balancer();
            var name = settings == null || settings.name() == null
                    ? plan.core().service().value()
                    : settings.name();
            var inputs = Obj.EMPTY
                    .with("name", PropertyValue.text(name))
                    .with("service", PropertyValue.text(plan.core().service().value()))
                    .with("endpoints", endpoints)
                    .with("initial", numbers());
            return child("understudy:local:LoadBalancer", "balancer", inputs);
        }

        private Registered weights(Registered balancer) {
            var bounds = plan.core().bounds();
            var inputs = Obj.EMPTY
                    .with("service", PropertyValue.text(plan.core().service().value()))
                    .with("weights", numbers())
                    .with(
                            "bounds",
                            PropertyCodec.write(new Assignment.BoundsInput(
                                    bounds.minBasisPoints(), bounds.maxBasisPoints(), bounds.maxStepBasisPoints())))
                    .with("ownership", ownership())
                    .with("balancer", known(balancer.outputs(), "admin"));
            return child("understudy:index:WeightAssignment", "weights", inputs);
        }

        private PropertyValue ownership() {
            return PropertyValue.text(plan.core().ownership().name().toLowerCase(Locale.ROOT));
        }

        private Registered child(String type, String suffix, Obj inputs) {
            var child = monitor.registerChild(
                    type, construct.name() + "-" + suffix, urn, inputs, List.copyOf(dependencies));
            dependencies.add(child.urn());
            return child;
        }

        private Obj numbers() {
            var numbers = new TreeMap<String, PropertyValue>();
            plan.numbers().forEach((zone, number) -> numbers.put(zone, PropertyValue.number(number)));
            return new Obj(numbers);
        }

        private Obj outputs(Obj endpoints, Obj balancer, Obj weights) {
            var shown = Obj.EMPTY
                    .with("declared", known(weights, "declared"))
                    .with("desired", known(weights, "desired"))
                    .with("effective", known(weights, "effective"));
            return Obj.EMPTY
                    .with("service", PropertyValue.text(plan.core().service().value()))
                    .with("shadowZone", PropertyValue.text(plan.core().shadow().value()))
                    .with("shadowCostPerHour", PropertyValue.number(plan.shadowCostPerHour()))
                    .with("frontend", known(balancer, "frontend"))
                    .with("url", known(balancer, "url"))
                    .with("endpoints", endpoints)
                    .with("weights", shown)
                    .with("revision", known(weights, "revision"))
                    .with("watch", watch(endpoints, balancer));
        }

        private Obj watch(Obj endpoints, Obj balancer) {
            var zones = plan.core().catalogue().stream()
                    .<PropertyValue>map(zone -> PropertyValue.text(zone.id().value()))
                    .toList();
            var watch = Obj.EMPTY
                    .with("service", Json.of(plan.core()))
                    .with("endpoints", endpoints)
                    .with("balancer", known(balancer, "stats"))
                    .with("admin", known(balancer, "admin"))
                    .with("zones", new PropertyValue.Items(zones));
            return withTexts(watch.with(dataName()), "calendars", plan.inputs().calendars());
        }

        /** An output of a child; one that it does not say yet is unknown. */
        private static PropertyValue known(Obj outputs, String name) {
            return outputs.has(name) ? outputs.get(name).plain() : new PropertyValue.Unknown();
        }
    }
}
