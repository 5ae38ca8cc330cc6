package dev.understudy.clouds.local;

import java.util.List;

/** A JSON-RPC 2.0 request with its parameters by position. */
record RpcRequest(String jsonrpc, long id, String method, List<? extends Object> params) {}
