/**
 * The resources of the package's index module, and what every resource is given: settings, world and span. Imports
 * provider/wire, the ledger, clouds/spi, clouds/local and core.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.provider.resources;
