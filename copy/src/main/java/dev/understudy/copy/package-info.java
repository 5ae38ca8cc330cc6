/**
 * Copies a directory tree to another zone in rounds, while its source is being written, over mutual TLS. Owns the use of
 * rsync; may import core and identity.
 */
@NullMarked
package dev.understudy.copy;

import org.jspecify.annotations.NullMarked;
