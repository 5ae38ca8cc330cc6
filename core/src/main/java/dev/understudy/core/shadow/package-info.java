/** What waits in the wings: modes, profiles, placement. Imports zone and explain. */
package dev.understudy.core.shadow;
