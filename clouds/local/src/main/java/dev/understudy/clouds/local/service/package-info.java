/** The service that a local zone runs: capacity-limited for real. Imports the JDK only, and at run time the
 * database's driver, so that it starts fast and small. */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.local.service;
