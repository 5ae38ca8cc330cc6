/** How places are joined: namespaces, links and the packets between them. Imports the room's own records only. */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.local.fabric;
