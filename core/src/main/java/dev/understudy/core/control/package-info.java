/** The controller: events in, state and effects out. The top of the core. */
package dev.understudy.core.control;
