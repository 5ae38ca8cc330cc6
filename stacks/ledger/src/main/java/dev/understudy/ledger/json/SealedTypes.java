package dev.understudy.ledger.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.understudy.core.weights.Provision;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Teaches the mapper what our types say by their shape instead of by annotations, which the core may not carry: a sealed
 * interface is a closed set of kinds, and a component of a record is required unless it is an {@code Optional}.
 */
final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;
    private static final Set<Class<?>> OPTIONAL =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        if (annotated instanceof AnnotatedClass
                && sealedRoot(annotated.getRawType()).isPresent()) {
            return JsonTypeInfo.Value.construct(
                    JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "kind", null, false, true, null);
        }
        return super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
        Class<?> type = annotated.getRawType();
        if (isOurSealed(type)) {
            return kinds(type).map(kind -> new NamedType(kind, nameOf(kind))).toList();
        }
        return super.findSubtypes(config, annotated);
    }

    @Override
    public @Nullable String findTypeName(MapperConfig<?> config, AnnotatedClass annotated) {
        Class<?> type = annotated.getRawType();
        return !type.isInterface() && sealedRoot(type).isPresent()
                ? nameOf(type)
                : super.findTypeName(config, annotated);
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        if (member instanceof AnnotatedParameter && member.getDeclaringClass().isRecord()) {
            return !OPTIONAL.contains(member.getRawType()) && member.getRawType() != Provision.class;
        }
        return super.hasRequiredMarker(config, member);
    }

    /** The records of a sealed interface, also those below a sealed interface within it. */
    private static Stream<Class<?>> kinds(Class<?> type) {
        return Arrays.<Class<?>>stream(type.getPermittedSubclasses())
                .flatMap(kind -> isOurSealed(kind) ? kinds(kind) : Stream.of(kind));
    }

    /** What says nothing is left out: ledgers from before there was something to say still read, and write alike. */
    @Override
    public JsonInclude.Value findPropertyInclusion(MapperConfig<?> config, Annotated annotated) {
        return annotated.getRawType() == Provision.class
                ? JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)
                : super.findPropertyInclusion(config, annotated);
    }

    private static String nameOf(Class<?> kind) {
        String name = kind.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Optional<Class<?>> sealedRoot(Class<?> type) {
        return isOurSealed(type)
                ? Optional.of(type)
                : Arrays.<Class<?>>stream(type.getInterfaces())
                        .filter(SealedTypes::isOurSealed)
                        .findFirst();
    }

    private static boolean isOurSealed(Class<?> type) {
        return type.isInterface() && type.isSealed() && type.getPackageName().startsWith("dev.understudy");
    }
}
