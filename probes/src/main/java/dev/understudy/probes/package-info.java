/**
 * Asks other zones whether they answer, and how fast: TCP, HTTP and ICMP echo on an open-loop schedule, cut into
 * windows of plain numbers. It owns Netty's probing loop, the ICMP socket and HdrHistogram, and may import core only.
 *
 * <p>Two settings belong on the command line of the process that uses it. ICMP calls the C library through the foreign
 * function interface; the archive carries the module name {@code dev.understudy.probes}, but it runs on the class path
 * for now, where the right can only be given as {@code --enable-native-access=ALL-UNNAMED}; without it Java 25 warns
 * once, and where it is denied ICMP is reported unavailable and the others use the JDK's sockets. In a network
 * namespace that has no device with a hardware address Netty warns once unless
 * {@code -Dio.netty.machineId=02:00:00:00:00:01} (any such number) is set.
 */
@NullMarked
package dev.understudy.probes;

import org.jspecify.annotations.NullMarked;
