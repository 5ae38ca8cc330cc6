/** Names of places and tenants. Imports nothing of ours. */
package dev.understudy.core.zone;
