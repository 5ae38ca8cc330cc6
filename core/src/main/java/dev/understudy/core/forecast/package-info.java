/**
 * What a series is likely to do next, from plain numbers: candidates, their blend, the champion that is served. Imports
 * core/series only.
 */
package dev.understudy.core.forecast;
