/** Replication modes and fencing. Imports nothing of ours. */
package dev.understudy.core.replicate;
