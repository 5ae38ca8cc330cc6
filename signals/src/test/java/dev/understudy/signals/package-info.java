/** Every adapter on recorded payloads, and the fetching on a real server of this machine. */
@org.jspecify.annotations.NullMarked
package dev.understudy.signals;
