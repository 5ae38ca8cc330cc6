/** Policies, decisions, the steps of traffic and the gate after each. Imports everything below saga and control. */
package dev.understudy.core.migrate;
