package dev.understudy.core.control;

import dev.understudy.core.migrate.ShadowedService;

/** Everything the controller of one service knows. */
public record ControllerState(ShadowedService service) {}
