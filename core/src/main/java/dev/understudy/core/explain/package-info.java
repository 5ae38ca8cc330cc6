/** Sentences that carry their numbers. Imports nothing of ours. */
package dev.understudy.core.explain;
