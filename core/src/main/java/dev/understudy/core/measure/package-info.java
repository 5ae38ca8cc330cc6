/** What was seen: probes, load, the balancer's view. Imports zone and weights. */
package dev.understudy.core.measure;
