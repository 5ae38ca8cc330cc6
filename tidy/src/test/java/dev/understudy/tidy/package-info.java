/** Tests of the house itself: walls, sizes, docs. May read everything and imports core only. */
package dev.understudy.tidy;
