/**
 * Adapters from the feeds of providers, weather services and observers of the network to signals and prices. Imports core
 * and calendars.
 */
@NullMarked
package dev.understudy.signals;

import org.jspecify.annotations.NullMarked;
