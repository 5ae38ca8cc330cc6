/** Tests of traces and their pictures. */
@org.jspecify.annotations.NullMarked
package dev.understudy.cli.backtest;
