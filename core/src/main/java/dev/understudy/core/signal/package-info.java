/**
 * What others announce about the places where zones are: maintenance, incidents, weather, outages, prices. Imports zone
 * and explain.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.core.signal;
