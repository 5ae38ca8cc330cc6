/**
 * Heat of very many accounts in several zones at once. Imports the formula of {@code measure} only.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.core.heat;
