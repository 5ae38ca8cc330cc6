package dev.understudy.agent.http;

import dev.understudy.agent.http.OpenMetrics.Type;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.Locale;

/** The saga, the database and the orders of each service as OpenMetrics. */
final class SagaMetrics {
    private SagaMetrics() {}

    static void write(OpenMetrics out, List<StateReport.Service> services) {
        saga(out, services);
        sizes(out, services);
        data(out, services);
        out.family("understudy_orders", Type.GAUGE, "", "Orders of persons that hold or wait.");
        services.forEach(
                service -> out.sample("understudy_orders", service.orders().size(), of(service)));
    }

    private static void saga(OpenMetrics out, List<StateReport.Service> services) {
        out.family("understudy_saga", Type.STATESET, "", "State of the migration as the journal has it.");
        for (var service : services) {
            String current = service.saga().map(StateReport.Saga::state).orElse(Words.STATES.getFirst());
            for (String state : Words.STATES) {
                out.sample(
                        "understudy_saga",
                        state.equals(current) ? 1 : 0,
                        "service",
                        service.service().value(),
                        "understudy_saga",
                        state);
            }
        }
        out.family("understudy_saga_age_seconds", Type.GAUGE, "seconds", "Time since that state began.");
        for (var service : services) {
            service.saga()
                    .ifPresent(
                            saga -> out.sample("understudy_saga_age_seconds", saga.sinceMillis() / 1e3, of(service)));
        }
        out.family("understudy_task_age_seconds", Type.GAUGE, "seconds", "Time since a task under way here began.");
        for (var service : services) {
            for (var task : service.tasks()) {
                out.sample(
                        "understudy_task_age_seconds",
                        task.sinceMillis() / 1e3,
                        "service",
                        service.service().value(),
                        "work",
                        task.work());
            }
        }
    }

    private static void sizes(OpenMetrics out, List<StateReport.Service> services) {
        out.family(
                "understudy_wanted_instances", Type.GAUGE, "", "Instances that the newest revision wants in a zone.");
        for (var service : services) {
            service.provision()
                    .instances()
                    .forEach((zone, wanted) -> out.sample("understudy_wanted_instances", wanted, of(service, zone)));
        }
        out.family(
                "understudy_reserved_instances", Type.GAUGE, "", "Instances that a migration under way has reserved.");
        for (var service : services) {
            service.saga()
                    .flatMap(saga -> saga.entry().reservation())
                    .ifPresent(taken ->
                            out.sample("understudy_reserved_instances", taken.instances(), of(service, taken.zone())));
        }
    }

    private static void data(OpenMetrics out, List<StateReport.Service> services) {
        out.family("understudy_data_role", Type.STATESET, "", "What the database server of a zone is.");
        each(services, (service, member) -> {
            for (DataMember.Role role : DataMember.Role.values()) {
                out.sample(
                        "understudy_data_role",
                        member.role() == role ? 1 : 0,
                        "service",
                        service.service().value(),
                        "zone",
                        member.zone().value(),
                        "understudy_data_role",
                        lower(role));
            }
        });
        out.family(
                "understudy_data_lag_seconds",
                Type.GAUGE,
                "seconds",
                "Age of the oldest write a standby has not applied.");
        each(services, (service, member) -> {
            switch (member.lag()) {
                case Lag.CaughtUp() -> out.sample("understudy_data_lag_seconds", 0, of(service, member.zone()));
                case Lag.Behind(var time, var _) ->
                    out.sample("understudy_data_lag_seconds", time.toNanos() / 1e9, of(service, member.zone()));
                case Lag.Unknown() -> {}
            }
        });
        out.family("understudy_data_mutation_bytes_per_second", Type.GAUGE, "", "Log written per second of late.");
        for (var service : services) {
            service.data()
                    .ifPresent(view -> out.sample(
                            "understudy_data_mutation_bytes_per_second",
                            view.what().mutationBytesPerSecond(),
                            of(service)));
        }
        out.family("understudy_data_setting", Type.STATESET, "", "How writes are acknowledged.");
        for (var service : services) {
            service.data().ifPresent(view -> {
                for (ReplicationSetting setting : ReplicationSetting.values()) {
                    out.sample(
                            "understudy_data_setting",
                            view.what().setting() == setting ? 1 : 0,
                            "service",
                            service.service().value(),
                            "understudy_data_setting",
                            lower(setting));
                }
            });
        }
    }

    private interface Each {
        void member(StateReport.Service service, DataMember member);
    }

    private static void each(List<StateReport.Service> services, Each each) {
        for (var service : services) {
            service.data()
                    .ifPresent(view -> view.what().members().values().forEach(member -> each.member(service, member)));
        }
    }

    private static String[] of(StateReport.Service service) {
        return new String[] {"service", service.service().value()};
    }

    private static String[] of(StateReport.Service service, ZoneId zone) {
        return new String[] {"service", service.service().value(), "zone", zone.value()};
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
