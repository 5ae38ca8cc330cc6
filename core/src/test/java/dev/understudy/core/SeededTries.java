package dev.understudy.core;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Gives a {@link SeededTest} its tries. */
final class SeededTries implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod()
                .map(method -> method.isAnnotationPresent(SeededTest.class))
                .orElse(false);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        var method = context.getRequiredTestMethod();
        int tries = Integer.getInteger(
                "tries", method.getAnnotation(SeededTest.class).tries());
        if (tries < 1) {
            throw new IllegalArgumentException(
                    "tries of " + method.getName() + " is " + tries + "; allowed: 1 or more");
        }
        return seeds(method.getDeclaringClass().getName() + "." + method.getName(), tries)
                .mapToObj(Try::new);
    }

    /** Seeds of a test: the one asked for by {@code -Dseed}, else one for each try. */
    private static LongStream seeds(String name, int tries) {
        var asked = System.getProperty("seed", "").strip();
        if (!asked.isEmpty()) {
            return LongStream.of(Long.parseLong(asked));
        }
        return new SplittableRandom(name.hashCode()).longs(tries, 0, 1_000_000_000_000L);
    }

    private record Try(long seed) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Chances(seed), new Seeds(seed));
        }
    }

    private record Chances(long seed) implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Chance.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new Chance(seed);
        }
    }

    private record Seeds(long seed) implements TestExecutionExceptionHandler {
        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
            var told = new AssertionError(
                    "seed " + seed + " (replay with -Dseed=" + seed + "): " + failure.getMessage(), failure);
            told.setStackTrace(failure.getStackTrace());
            throw told;
        }
    }
}
