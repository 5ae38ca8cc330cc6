/**
 * What others use for the same work, installed from their packages and run in the same world: Patroni with etcd. Imports
 * {@code bench.world} only.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.peer;
