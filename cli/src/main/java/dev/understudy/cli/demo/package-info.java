/** The demo: a whole stack on one machine, and a zone that falls ill and recovers. May import every room but the provider. */
@org.jspecify.annotations.NullMarked
package dev.understudy.cli.demo;
