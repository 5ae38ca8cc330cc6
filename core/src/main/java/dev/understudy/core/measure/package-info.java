/**
 * What was seen: probes, load, the balancer's view, and what observers agree on. Imports zone, weights and forecast.
 */
package dev.understudy.core.measure;
