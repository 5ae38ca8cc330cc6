package dev.understudy.clouds.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A JSON-RPC 2.0 response: a result, or an error. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RpcResponse(
        String jsonrpc,
        @Nullable Long id,
        @Nullable JsonNode result,
        @Nullable Error error) {
    /**
     * @param code -32700 for what is no JSON, -32601 for an unknown method, -32602 for a bad value, else -32000
     * @param kind which of ours it is
     */
    record Error(int code, String message, LocalCloudException.Kind kind) {}
}
