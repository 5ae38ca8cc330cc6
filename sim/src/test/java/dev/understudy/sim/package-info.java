/** Tests of the simulator, and by the simulator. */
@org.jspecify.annotations.NullMarked
package dev.understudy.sim;
