/** The functions a program can call. Imports the resources package, provider/wire, the ledger and core. */
@org.jspecify.annotations.NullMarked
package dev.understudy.provider.functions;
