package dev.understudy.cli;

/** One line of a check-up: what was looked at, what was found, and what to do where it is wrong. */
record Finding(Grade grade, String check, String found) {
    enum Grade {
        FINE,
        NOTE,
        FAULT
    }

    static Finding fine(String check, String found) {
        return new Finding(Grade.FINE, check, found);
    }

    static Finding note(String check, String found) {
        return new Finding(Grade.NOTE, check, found);
    }

    static Finding fault(String check, String found) {
        return new Finding(Grade.FAULT, check, found);
    }

    boolean isFault() {
        return grade == Grade.FAULT;
    }

    String mark() {
        return switch (grade) {
            case FINE -> "ok";
            case NOTE -> "--";
            case FAULT -> "!!";
        };
    }
}
