/**
 * What people order and forbid: holds, pins, pauses, the stop, migrations, approvals. Imports {@code explain},
 * {@code weights} and {@code zone}.
 */
package dev.understudy.core.orders;
