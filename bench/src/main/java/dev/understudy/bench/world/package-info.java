/**
 * The world that measurements are taken in: a local cloud with three zones, and processes that end with it. Imports
 * {@code clouds.local} only.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.world;
