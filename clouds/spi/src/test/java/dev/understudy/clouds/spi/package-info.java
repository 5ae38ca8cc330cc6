/** The laws that every cloud must keep, as tests to extend. Imports core and the SPI only. */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.spi;
