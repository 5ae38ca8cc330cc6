/** The processes of the cloud: how they start, and that none outlives the daemon. Imports the room's own records only. */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.local.process;
