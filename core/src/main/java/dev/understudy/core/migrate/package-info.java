/** Policies, decisions and the state of a move. Imports everything below control. */
package dev.understudy.core.migrate;
