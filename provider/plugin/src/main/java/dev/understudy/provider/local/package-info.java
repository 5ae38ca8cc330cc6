/** The resources of the local cloud. Imports the resources package, provider/wire, clouds/local and core. */
@org.jspecify.annotations.NullMarked
package dev.understudy.provider.local;
