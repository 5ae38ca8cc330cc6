/**
 * Replication modes, fencing, lag, and who may become the writer. Imports {@code explain} and {@code zone}.
 */
package dev.understudy.core.replicate;
