/** What waits in the wings: modes, profiles, placement. Imports explain, replicate and zone. */
package dev.understudy.core.shadow;
