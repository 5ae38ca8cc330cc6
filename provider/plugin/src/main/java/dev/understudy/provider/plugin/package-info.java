/** The plugin's process: start, sessions, who answers which token, trace and end. Imports everything of the provider. */
@org.jspecify.annotations.NullMarked
package dev.understudy.provider.plugin;
