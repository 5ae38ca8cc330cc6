/** The whole product, run as a user runs it. May import everything; uses the command line where it can. */
package dev.understudy.e2e;
