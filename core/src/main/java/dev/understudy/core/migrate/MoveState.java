package dev.understudy.core.migrate;

import java.time.Instant;
import java.util.Optional;

/** Where a service is on its way. The methods of each state are its legal transitions. */
public sealed interface MoveState {
    /** From when it has been so. */
    Instant since();

    /** Nothing is under way. */
    sealed interface Resting extends MoveState {}

    /** Traffic is being moved. */
    sealed interface Travelling extends MoveState {
        Trip trip();

        /** The same trip at its next step, or one step further in what is known of it. */
        Travelling at(Leg leg);
    }

    /** The trip under way, if one is. */
    default Optional<Trip> underWay() {
        return switch (this) {
            case Resting _ -> Optional.empty();
            case Travelling travelling -> Optional.of(travelling.trip());
        };
    }

    /** The name of the state, for people. */
    default String phase() {
        return switch (this) {
            case AtHome _ -> "at home";
            case MovingOut _ -> "moving out";
            case Away _ -> "away";
            case ComingHome _ -> "coming home";
            case RollingBack _ -> "rolling back";
            case PartWay _ -> "part of the way";
        };
    }

    /** The weights are the program's. */
    record AtHome(Instant since) implements Resting {
        MovingOut leave(Trip trip) {
            return new MovingOut(trip.startedAt(), trip);
        }

        /** The program's weights are not what the bounds allow, and the traffic goes to the nearest that are. */
        ComingHome settle(Trip trip) {
            return new ComingHome(trip.startedAt(), trip);
        }
    }

    /** Traffic goes to the shadow step by step. */
    record MovingOut(Instant since, Trip trip) implements Travelling {
        @Override
        public MovingOut at(Leg leg) {
            return new MovingOut(since, trip.at(leg));
        }

        /** Another trip out takes the place of this one. */
        MovingOut anew(Trip trip) {
            return new MovingOut(trip.startedAt(), trip);
        }

        Away arrive(Instant now) {
            return new Away(now);
        }

        ComingHome turn(Trip home) {
            return new ComingHome(home.startedAt(), home);
        }

        RollingBack rollBack(Trip back) {
            return new RollingBack(back.startedAt(), back);
        }
    }

    /** All traffic that may leave has left. */
    record Away(Instant since) implements Resting {
        ComingHome comeHome(Trip trip) {
            return new ComingHome(trip.startedAt(), trip);
        }

        /** What was away is not any more: somebody set other weights, or the bounds grew. */
        MovingOut leave(Trip trip) {
            return new MovingOut(trip.startedAt(), trip);
        }
    }

    /** Traffic comes back step by step. */
    record ComingHome(Instant since, Trip trip) implements Travelling {
        @Override
        public ComingHome at(Leg leg) {
            return new ComingHome(since, trip.at(leg));
        }

        /** Another trip home takes the place of this one. */
        ComingHome anew(Trip trip) {
            return new ComingHome(trip.startedAt(), trip);
        }

        AtHome arrive(Instant now) {
            return new AtHome(now);
        }

        MovingOut turn(Trip out) {
            return new MovingOut(out.startedAt(), out);
        }

        RollingBack rollBack(Trip back) {
            return new RollingBack(back.startedAt(), back);
        }
    }

    /** A gate failed and traffic goes back to where the trip began. */
    record RollingBack(Instant since, Trip trip) implements Travelling {
        @Override
        public RollingBack at(Leg leg) {
            return new RollingBack(since, trip.at(leg));
        }

        MovingOut evacuate(Trip out) {
            return new MovingOut(out.startedAt(), out);
        }

        ComingHome evacuateHome(Trip home) {
            return new ComingHome(home.startedAt(), home);
        }
    }

    /** Some traffic is away and nothing is under way: a person, a program or a half-known past left it so. */
    record PartWay(Instant since) implements Resting {
        MovingOut leave(Trip trip) {
            return new MovingOut(trip.startedAt(), trip);
        }

        ComingHome comeHome(Trip trip) {
            return new ComingHome(trip.startedAt(), trip);
        }
    }
}
