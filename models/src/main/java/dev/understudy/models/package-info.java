/**
 * Models that were trained on recorded history, served in plain Java from the data they are shipped as: the only home of
 * what was learnt. Imports core only.
 */
@NullMarked
package dev.understudy.models;

import org.jspecify.annotations.NullMarked;
