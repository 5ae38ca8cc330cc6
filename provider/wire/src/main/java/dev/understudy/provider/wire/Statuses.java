package dev.understudy.provider.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;
import pulumirpc.Errors.InputPropertiesError;
import pulumirpc.Provider.ErrorResourceInitFailed;

/** Faults in the engine's own words: a status with a typed detail. */
final class Statuses {
    private Statuses() {}

    static StatusRuntimeException of(Throwable fault, boolean refreshBeforeUpdate) {
        return switch (fault) {
            case InvalidInput invalid -> status(Code.INVALID_ARGUMENT, invalid.getMessage(), inputs(invalid));
            case HalfMade half -> status(Code.UNKNOWN, half.getMessage(), initFailed(half, refreshBeforeUpdate));
            case Refusal refusal -> plain(code(refusal.kind()), refusal.getMessage());
            case StatusRuntimeException already -> already;
            default -> {
                fault.printStackTrace(); // for whoever reads the engine's debug log; the user gets the sentence
                yield plain(Code.INTERNAL, "the provider made a mistake: " + fault);
            }
        };
    }

    private static Code code(Refusal.Kind kind) {
        return switch (kind) {
            case PRECONDITION -> Code.FAILED_PRECONDITION;
            case UNAVAILABLE -> Code.UNAVAILABLE;
            case DENIED -> Code.PERMISSION_DENIED;
            case NOT_FOUND -> Code.NOT_FOUND;
            case UNIMPLEMENTED -> Code.UNIMPLEMENTED;
        };
    }

    private static InputPropertiesError inputs(InvalidInput invalid) {
        var error = InputPropertiesError.newBuilder();
        for (Fault fault : invalid.faults()) {
            error.addErrors(InputPropertiesError.PropertyError.newBuilder()
                    .setPropertyPath(fault.path())
                    .setReason(fault.reason()));
        }
        return error.build();
    }

    private static ErrorResourceInitFailed initFailed(HalfMade half, boolean refreshBeforeUpdate) {
        return ErrorResourceInitFailed.newBuilder()
                .setId(half.id())
                .setInputs(WireValues.write(half.inputs()))
                .setProperties(WireValues.write(half.outputs()))
                .addReasons(String.valueOf(half.getMessage()))
                .setRefreshBeforeUpdate(refreshBeforeUpdate)
                .build();
    }

    private static StatusRuntimeException plain(Code code, @Nullable String message) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(String.valueOf(message))
                .build());
    }

    private static StatusRuntimeException status(Code code, @Nullable String message, Message detail) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(String.valueOf(message))
                .addDetails(Any.pack(detail))
                .build());
    }
}
