/** Test support for every module, published as core's test archive. Imports the test engine only. */
package dev.understudy.core;
