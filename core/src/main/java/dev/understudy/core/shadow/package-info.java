/** What waits in the wings: modes, profiles, placement. Imports zone. */
package dev.understudy.core.shadow;
