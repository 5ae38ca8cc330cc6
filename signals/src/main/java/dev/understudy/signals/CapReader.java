package dev.understudy.signals;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the XML of CAP 1.2. Document types and entities are refused, so nothing outside of the file is ever read. */
final class CapReader {
    private static final String NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2";
    private static final int ALERTS_MAX = 5_000;
    private static final int DEPTH_MAX = 32;
    private static final XMLInputFactory FACTORY = factory();

    /**
     * One alert.
     *
     * @param references identifiers of the alerts it refers to
     */
    record Alert(
            String identifier,
            String sent,
            String status,
            String messageType,
            List<String> references,
            List<Info> infos) {}

    /** One block of an alert: in one language, or for one area. */
    record Info(
            String event,
            String urgency,
            String severity,
            String certainty,
            Optional<String> effective,
            Optional<String> onset,
            Optional<String> expires,
            Optional<String> headline,
            List<String> polygons,
            List<String> circles,
            List<String> geocodes) {}

    /** The fields of an element that is being read. */
    private static final class Fields {
        private final Map<String, List<String>> values = new HashMap<>();
        private final List<Info> infos = new ArrayList<>();

        void put(String name, String value) {
            if (!value.isBlank()) {
                values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value.strip());
            }
        }

        List<String> all(String name) {
            return values.getOrDefault(name, List.of());
        }

        Optional<String> first(String name) {
            return all(name).stream().findFirst();
        }

        String text(String name) {
            return first(name).orElse("");
        }

        Info info() {
            return new Info(
                    text("event"),
                    text("urgency"),
                    text("severity"),
                    text("certainty"),
                    first("effective"),
                    first("onset"),
                    first("expires"),
                    first("headline"),
                    all("polygon"),
                    all("circle"),
                    all("value"));
        }

        Alert alert() {
            return new Alert(
                    text("identifier"),
                    text("sent"),
                    text("status"),
                    text("msgType"),
                    references(text("references")),
                    List.copyOf(infos));
        }
    }

    private CapReader() {}

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    static List<Alert> read(byte[] body) throws FeedFault {
        try {
            var reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(body));
            try {
                return alerts(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new FeedFault("is no XML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static List<Alert> alerts(XMLStreamReader reader) throws XMLStreamException, FeedFault {
        var alerts = new ArrayList<Alert>();
        var open = new ArrayDeque<String>();
        var text = new StringBuilder();
        var alert = new Fields();
        var info = new Fields();
        boolean any = false;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    String name = name(reader);
                    open.push(name);
                    text.setLength(0);
                    any |= name.equals("alert");
                    if (name.equals("alert")) {
                        alert = new Fields();
                    } else if (name.equals("info")) {
                        info = new Fields();
                    }
                    if (open.size() > DEPTH_MAX) {
                        throw new FeedFault("is nested more than " + DEPTH_MAX + " deep");
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.DTD ->
                    throw new FeedFault("has a document type or an entity; allowed: neither");
                case XMLStreamConstants.END_ELEMENT -> {
                    String name = open.pop();
                    switch (name) {
                        case "alert" -> alerts.add(alert.alert());
                        case "info" -> alert.infos.add(info.info());
                        case "" -> {}
                        default ->
                            (open.contains("info") ? info : alert).put(name, parameter(open) ? "" : text.toString());
                    }
                    text.setLength(0);
                    if (alerts.size() > ALERTS_MAX) {
                        throw new FeedFault("has more than " + ALERTS_MAX + " alerts; allowed: at most so many");
                    }
                }
                default -> {}
            }
        }
        if (!any) {
            throw new FeedFault("holds no alert of " + NAMESPACE);
        }
        return alerts;
    }

    /** A {@code value} counts in a {@code geocode} only. */
    private static boolean parameter(ArrayDeque<String> open) {
        return "parameter".equals(open.peek()) || "eventCode".equals(open.peek());
    }

    private static String name(XMLStreamReader reader) {
        return NAMESPACE.equals(reader.getNamespaceURI()) ? reader.getLocalName() : "";
    }

    /** Each reference is "sender,identifier,sent"; they are parted by blanks. */
    private static List<String> references(String text) {
        var identifiers = new ArrayList<String>();
        for (String reference : text.split("\\s+", -1)) {
            var parts = reference.split(",", -1);
            if (parts.length == 3) {
                identifiers.add(parts[1]);
            }
        }
        return identifiers;
    }
}
