/** What every cloud offers the product. Imports core only. */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.spi;
