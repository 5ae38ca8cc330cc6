/** Policies, decisions and the state of a move. Imports everything below score and control. */
package dev.understudy.core.migrate;
