/**
 * Tells from a series alone, sample by sample, that its level has changed, that a metric does what it never did, and what
 * can be seen of a degradation to come. Imports nothing.
 */
@NullMarked
package dev.understudy.core.detect;

import org.jspecify.annotations.NullMarked;
