/** Certificates by which the parts of the product know each other, and the TLS contexts made of them. Imports nothing of ours. */
@org.jspecify.annotations.NullMarked
package dev.understudy.identity;
