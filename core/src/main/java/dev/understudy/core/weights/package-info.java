/** Shares of traffic and their recorded history. Imports zone, replicate and explain. */
package dev.understudy.core.weights;
